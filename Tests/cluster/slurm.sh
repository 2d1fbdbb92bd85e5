#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds `ravine submit` against a real Slurm of one node, which is started here and stopped at the end.
#
#     Tests/cluster/slurm.sh RAVINE          the command to test
#
# A run of a job array must end with the numbers of a local run, bit for bit: also when elements are killed and submitted
# again, when jobs are cancelled; and, with RAVINE_LONG_TESTS set, which takes ten minutes, when an element is put into
# the queue again, when the node is drained, and when the time limit comes in the middle of a task.
set -euo pipefail
ravine=$(realpath "$1")

for program in sbatch slurmctld slurmd munged; do
  PATH=$PATH:/usr/sbin command -v $program >/dev/null || {
    echo "slurm.sh: skipped: $program is missing (Debian: apt-get install slurm-wlm munge)"
    exit 0
  }
done
export PATH=$PATH:/usr/sbin

place=$(mktemp -d)
chmod 755 "$place"
export SLURM_CONF=$place/slurm.conf
user=$(id -un)
host=$(hostname -s)
daemons=()
cleanup() {
  scancel --user "$user" 2>/dev/null || true
  kill "${daemons[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  [ -n "${KEEP:-}" ] || rm -rf "$place"
}
trap cleanup EXIT
fail() {
  echo "slurm.sh: $1" >&2
  tail -n 20 "$place"/*.log >&2 || true
  exit 1
}

mkdir -m 700 "$place/munge" "$place/state" "$place/spool"
mkdir "$place/runs"
dd if=/dev/urandom of="$place/munge/key" bs=1024 count=1 status=none
chmod 400 "$place/munge/key"
munged --foreground --force --key-file="$place/munge/key" --socket="$place/munge/socket" --pid-file="$place/munge/pid" \
  --log-file="$place/munge/log" --seed-file="$place/munge/seed" >"$place/munged.log" 2>&1 &
daemons+=($!)
cat >"$SLURM_CONF" <<EOF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$place/munge/socket
CredType=cred/munge
StateSaveLocation=$place/state
SlurmdSpoolDir=$place/spool
SlurmctldPidFile=$place/slurmctld.pid
SlurmdPidFile=$place/slurmd.pid
SlurmctldLogFile=$place/slurmctld.log
SlurmdLogFile=$place/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,requeue_delay=1
ReturnToService=2
MaxArraySize=8
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=short Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF
for ((wait = 0; wait < 50; wait++)); do [ -S "$place/munge/socket" ] && break; sleep 0.1; done
slurmctld -D >"$place/slurmctld.out.log" 2>&1 &
daemons+=($!)
slurmd -D -N "$host" >"$place/slurmd.out.log" 2>&1 &
daemons+=($!)
for ((wait = 0; wait < 300; wait++)); do
  sinfo --noheader --format=%T 2>/dev/null | grep -q idle && break
  sleep 0.1
done
sinfo --noheader --format=%T | grep -q idle || fail "Slurm did not start"

cd "$place/runs"
# Waits until no job is left in the queue.
drained() {
  for ((wait = 0; wait < $1 * 2; wait++)); do
    [ -z "$(squeue --noheader)" ] && return
    sleep 0.5
  done
  squeue >&2
  fail "the jobs did not end within $1 s"
}
same() { cmp "$1/findings.json" "$2/findings.json" || fail "$2 found other numbers than $1"; }

cat >small.yaml <<'EOF'
experiment: escape-rate
seed: 3
potential: {kind: double-well}
from: left
to: right
temperature: 0.3
dynamics: {integrator: euler-maruyama, time-step: 0.01}
walkers: 4000
methods: [first-passage, exact]
sweep: {temperature: [0.4, 0.35, 0.3, 0.28]}
EOF
"$ravine" run small.yaml --output local/small --quiet >/dev/null

# An array with more elements than the cluster takes, and the analysis behind it.
"$ravine" submit small.yaml --output array/small --partition short --array-size 50 --setup 'export RAVINE_TEST=1' | tee submitted.txt
"$ravine" status array/small --quiet
"$ravine" submit array/small >/dev/null 2>&1 && fail "a run that is in the queue was submitted again"
drained 60
same local/small array/small
elements=$(wc -l <array/small/slurm/elements-0.txt)
[ "$elements" -le 7 ] || fail "the array has $elements elements, more than the cluster's limit"
"$ravine" submit array/small | grep -q "Nothing is open" || fail "a finished run was submitted again"

# A partition that does not exist is refused with Slurm's reason.
"$ravine" submit small.yaml --output nowhere --partition none 2>refused.txt && fail "a partition that does not exist was taken"
grep -qi "partition" refused.txt || fail "the refusal does not say why"

# An element that is killed: the analysis says what is missing, and the same command submits it again.
sed 's/walkers: 4000/walkers: 100000/; s/0.3, 0.28/0.3, 0.25/' small.yaml >long.yaml
"$ravine" run long.yaml --output local/long --quiet >/dev/null
"$ravine" submit long.yaml --output array/long --array-size 4
running() { for ((wait = 0; wait < 100; wait++)); do squeue --noheader --states=RUNNING --format=%A | grep -q . && return; sleep 0.1; done; }
running
sleep 0.3
pkill -KILL -f "perform $place/runs/array/long" || fail "no element was running"
drained 60
grep -q "not finished: task" array/long/slurm/*.log || fail "the analysis does not say what is missing"
"$ravine" tasks array/long --open | grep -q . || fail "nothing is open although elements were killed"
"$ravine" submit array/long --array-size 4
drained 60
"$ravine" tasks array/long --open | grep -q . && fail "tasks are open although they were submitted again"
same local/long array/long

# Cancelled jobs leave a run that goes on.
"$ravine" submit long.yaml --output cancelled/long --array-size 2
sleep 1
scancel --user "$user"
drained 60
"$ravine" resume cancelled/long --quiet >/dev/null
same local/long cancelled/long

if [ -n "${RAVINE_LONG_TESTS:-}" ]; then
  # Put into the queue again, where Slurm keeps it for two minutes, while the node is drained.
  "$ravine" submit long.yaml --output drained/long --array-size 4
  running
  scontrol requeue "$(squeue --noheader --states=RUNNING --array --format=%i | head -n 1)"
  scontrol update nodename="$host" state=drain reason=test
  sleep 2
  scontrol update nodename="$host" state=resume
  drained 300
  same local/long drained/long

  # The time limit in the middle of a task: it saves where it is a minute before, and goes on in the next turn.
  cat >training.yaml <<'EOF'
experiment: training
seed: 1
task: {kind: modular-arithmetic, modulus: 31}
data: {train-fraction: 0.5}
model: {kind: quadratic, width: 256}
loss: squared-error
precision: double
optimizer: {kind: adamw, rate: 0.001}
steps: 120000
EOF
  "$ravine" submit training.yaml --output limited/training --time 2:00
  "$ravine" run training.yaml --output local/training --quiet >/dev/null
  drained 900
  same local/training limited/training
  grep -q interrupted limited/training/slurm/*_0.log || fail "the time limit did not come in the middle of the task"
fi
echo "A job array finds what a local run finds: killed, cancelled and resumed."

// SPDX-License-Identifier: GPL-3.0-or-later

/// A self-contained page around its body: styles inside, no script, nothing from the network; well-formed XML as well as HTML.
func page(title: String, body: String) -> String {
  """
  <!DOCTYPE html>
  <html lang="en">
  <head>
  <meta charset="utf-8"/>
  <meta name="viewport" content="width=device-width, initial-scale=1"/>
  <meta name="color-scheme" content="light dark"/>
  <title>\(escaped(title))</title>
  <style>
  \(styleSheet)
  </style>
  </head>
  <body>
  <main>
  \(body)
  </main>
  </body>
  </html>

  """
}

"""A dialplan as a picture: its flows as SVG or Mermaid, every step linked to its line. Judges no dialplan."""

"""The demo: one real call by SIPp through everything, listened to, measured and judged. Uses only what users have."""

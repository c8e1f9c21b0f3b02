"""Where the emulator is plugged into MiniStack: the only room that knows its private names."""

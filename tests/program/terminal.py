"""A program in a pseudo-terminal, seen as a person sees it: keys go in, lines of text come out."""
import os
import pty
import re
import select
import signal
import struct
import fcntl
import termios
import time


class Screen:
    """As much of a terminal as line editors use: what stands on each line after all the moving about."""

    CONTROL = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z@])|\x1b[=>]|\x1b\][^\x07]*\x07|\x1b[()][A-Z0-9]")

    def __init__(self, width):
        self.width, self.lines, self.row, self.column = width, [[]], 0, 0

    def put(self, character):
        if self.column >= self.width:
            self.feed_line()
            self.column = 0
        line = self.lines[self.row]
        line.extend(" " * (self.column + 1 - len(line)))
        line[self.column] = character
        self.column += 1

    def feed_line(self):
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append([])

    def control(self, arguments, letter):
        number = int(arguments.split(";")[0]) if arguments.split(";")[0].isdigit() else None
        line = self.lines[self.row]
        if letter == "K" and number in (None, 0):
            del line[self.column:]
        elif letter == "J" and number in (None, 0):
            del line[self.column:]
            del self.lines[self.row + 1:]
        elif letter == "C":
            self.column += number or 1
        elif letter == "D":
            self.column = max(0, self.column - (number or 1))
        elif letter == "G":
            self.column = (number or 1) - 1
        elif letter == "A":
            self.row = max(0, self.row - (number or 1))
        elif letter == "P":
            del line[self.column:self.column + (number or 1)]
        elif letter == "@":
            line[self.column:self.column] = " " * (number or 1)

    def show(self, text):
        at = 0
        while at < len(text):
            match = self.CONTROL.match(text, at)
            if match:
                if match.group(2):
                    self.control(match.group(1), match.group(2))
                at = match.end()
                continue
            character = text[at]
            at += 1
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.feed_line()
            elif character == "\b":
                self.column = max(0, self.column - 1)
            elif character == "\t":
                self.column = (self.column // 8 + 1) * 8
            elif character >= " ":
                self.put(character)

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.lines)


class Session:
    """Runs a program in a terminal of `width` columns and 40 lines."""

    def __init__(self, command, environment, width=100):
        self.screen, self.raw, self.mark = Screen(width), "", 0
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def read_until(self, expected, timeout=30):
        """Reads until a line was ended since the last key, and the screen ends with `expected`."""
        end = time.monotonic() + timeout
        pending = b""
        while "\n" not in self.raw[self.mark:] or not self.screen.text().endswith(expected.rstrip()):
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError(f"no {expected!r} after {timeout} s:\n{self.screen.text()}")
            try:
                pending += os.read(self.terminal, 65536)
            except OSError:
                raise EOFError(f"the program ended before {expected!r}:\n{self.screen.text()}") from None
            text = pending.decode(errors="ignore")
            pending = b"" if text.encode() == pending else pending[len(text.encode()):]
            self.raw += text
            self.screen.show(text)

    def type(self, keys):
        self.mark = len(self.raw)
        os.write(self.terminal, keys.encode())

    def wait(self, timeout=30):
        """The exit code, once the program has ended by itself."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                if select.select([self.terminal], [], [], 0.05)[0]:
                    self.screen.show(os.read(self.terminal, 65536).decode(errors="ignore"))
            except OSError:
                pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.terminal)
                return os.waitstatus_to_exitcode(status)
        self.kill()
        raise TimeoutError(f"the program does not end:\n{self.screen.text()}")

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)

# SPDX-License-Identifier: MIT
"""An installation that watches a folder, for integration and fault tests."""

import hashlib
import json
import os
import shutil
import tempfile
import unittest

from harness import PATIENCE, Installation, children_of, wait_until

RECEIPT = ".receipt.json"


class Watched(unittest.TestCase):
    """`leep run --drop` on folders of their own, new for each test."""

    def setUp(self):
        self.drop = tempfile.mkdtemp(prefix="drop-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.drop, ignore_errors=True)
        self.inst = Installation(LEEP_DROP=self.drop)
        self.addCleanup(self.inst.end)
        self.made = 0

    def start(self):
        self.inst.start()
        self.wait_watching()

    def wait_watching(self, times=1):
        wait_until(lambda: self.inst.lines().count('service=folder event="watching"') >= times, "the folder is watched")

    def path(self, *parts):
        return os.path.join(self.drop, *parts)

    def unknown(self):
        """A file of no format, unlike every other."""
        self.made += 1
        return f"a,b\n{self.drop},{self.made}\n".encode()

    def put(self, name, content=None, source=None):
        """As a platform does: written under another name, then renamed."""
        if source:
            with open(source, "rb") as file:
                content = file.read()
        with open(self.path(name + ".part"), "wb") as file:
            file.write(self.unknown() if content is None else content)
        os.rename(self.path(name + ".part"), self.path(name))
        return hashlib.sha256(content).hexdigest() if content is not None else None

    def receipt(self, where, name, patience=PATIENCE):
        """The receipt of a file once it has been moved."""
        wait_until(lambda: os.path.lexists(self.path(where, name)),
                   f"{name} in {where}; there: {self.everything()}\n{self.inst.lines()[-3000:]}", patience)
        with open(self.path(where, name + RECEIPT), encoding="utf-8") as file:
            return json.load(file)

    def barrier(self):
        """What was heard before this has been dealt with."""
        name = f"barrier{self.made}.csv"
        self.put(name)
        self.receipt("refused", name)

    def everything(self):
        return sorted(os.path.relpath(os.path.join(folder, name), self.drop)
                      for folder, _, names in os.walk(self.drop) for name in names)

    def lying(self):
        """What has not been moved."""
        return sorted(entry.name for entry in os.scandir(self.drop) if not entry.is_dir(follow_symlinks=False))

    def watcher(self):
        """Its process id: the one child of the supervisor that is no service."""
        return children_of(self.inst.supervisor.pid)["leep"]

    def said(self, event):
        return [line for line in self.inst.lines().splitlines() if f'service=folder event="{event}"' in line]

"""A network between an MRFP and its MGC that loses, doubles and reorders what they send over UDP."""

import heapq
import itertools
import random
import select
import socket
import threading
import time


class BadNetwork:
    """The MRFP takes it for its MGC, and the MGC for the MRFP. `lost` and `doubled` are parts of all datagrams, each of which
    is up to `delay_s` under way. A thread of its own from `start` to `stop`.

    An order is sent five times before it is given up: with more loss than this, some of many would be."""

    def __init__(self, host, mgc, seed, lost=0.06, doubled=0.15, delay_s=0.08):
        self.mgc, self.lost, self.doubled, self.delay_s = mgc, lost, doubled, delay_s
        self.counts = {"carried": 0, "lost": 0, "doubled": 0, "overtaken": 0}
        self._random = random.Random(seed)
        self._mrfp = None
        self._order = itertools.count()
        self._under_way = []  # (when, number, socket, octets, to)
        self._last = -1
        self._near_mrfp, self._near_mgc = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for each in (self._near_mrfp, self._near_mgc):
            each.bind((host, 0))
        self._is_on = True
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def address(self):
        return self._near_mrfp.getsockname()

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._is_on = False
        self._thread.join()
        self._near_mrfp.close()
        self._near_mgc.close()

    def _run(self):
        while self._is_on:
            wait = self._under_way[0][0] - time.monotonic() if self._under_way else 0.1
            for each in select.select([self._near_mrfp, self._near_mgc], [], [], min(max(wait, 0), 0.1))[0]:
                octets, source = each.recvfrom(65536)
                if each is self._near_mrfp:
                    self._mrfp = source
                    self._take(self._near_mgc, octets, self.mgc)
                elif self._mrfp:
                    self._take(self._near_mrfp, octets, self._mrfp)
            while self._under_way and self._under_way[0][0] <= time.monotonic():
                _, number, through, octets, to = heapq.heappop(self._under_way)
                self.counts["overtaken"] += number < self._last
                self._last = max(self._last, number)
                self.counts["carried"] += 1
                through.sendto(octets, to)

    def _take(self, through, octets, to):
        if self._random.random() < self.lost:
            self.counts["lost"] += 1
            return
        copies = 2 if self._random.random() < self.doubled else 1
        self.counts["doubled"] += copies - 1
        for _ in range(copies):
            when = time.monotonic() + self._random.uniform(0, self.delay_s)
            heapq.heappush(self._under_way, (when, next(self._order), through, octets, to))

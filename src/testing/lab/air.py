"""The air between a phone and its access point, for the network lab.

    air.py NAMESPACE DEVICE NAMESPACE DEVICE QUALITY

Makes a TAP device in each of the two network namespaces and carries Ethernet frames from one to the other. A frame is
lost at random, or waits for its turn at the given rate (it is dropped where the queue is longer than queueMs), then
arrives delayMs later; the same in both directions. QUALITY is JSON: {"rateMbit", "delayMs", "loss", "queueMs"}; a line
on standard input replaces it. Prints "up" when both devices exist. They live as long as this process, and it ends with
its standard input. Debian's python3 is enough: Node cannot open such a device.
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
LONGEST_FRAME = 65536
FRAMES_AT_ONCE = 32
# Frames are looked after once in so many seconds, all that are there together: one by one they would cost the processor
# more than the browsers have. Each waits half of it on average.
TICK = 0.001
ARP = b"\x08\x06"

libc = ctypes.CDLL(None, use_errno=True)


def open_device(namespace, name):
    with open(f"/run/netns/{namespace}") as target:
        if libc.setns(target.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return device


class Direction:
    """Frames one way: when each arrives, if it does."""

    def __init__(self, target):
        self.target = target
        self.free_at = 0.0

    def due(self, frame, now, quality):
        # Wi-Fi repeats what it says to find its neighbours; a lost ARP would cost a second.
        if frame[12:14] != ARP and random.random() < quality["loss"]:
            return None
        starts_at = max(now, self.free_at)
        if starts_at - now > quality["queueMs"] / 1000:
            return None
        self.free_at = starts_at + len(frame) * 8 / (quality["rateMbit"] * 1e6)
        return self.free_at + quality["delayMs"] / 1000 - TICK / 2


def deliver(device, frame):
    try:
        os.write(device, frame)
    except OSError:
        pass  # The device is down, or its own queue is full: lost like any other.


def carry(one, other, quality):
    directions = {one: Direction(other), other: Direction(one)}
    under_way, count = [], 0
    while True:
        timeout = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select([0, one, other], [], [], timeout)
        if 0 in readable:
            line = os.read(0, 4096)
            if not line:
                return
            quality = json.loads(line)
        now = time.monotonic()
        for device in readable:
            if device == 0:
                continue
            for _ in range(FRAMES_AT_ONCE):
                try:
                    frame = os.read(device, LONGEST_FRAME)
                except OSError:
                    break
                due = directions[device].due(frame, now, quality)
                if due is not None:
                    count += 1
                    heapq.heappush(under_way, (due, count, directions[device].target, frame))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, target, frame = heapq.heappop(under_way)
            deliver(target, frame)
        time.sleep(TICK)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the lab too, which then ends this.
    phone, access_point = open_device(*sys.argv[1:3]), open_device(*sys.argv[3:5])
    # Air does not wait for a processor that browsers keep busy.
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    print("up", flush=True)
    carry(phone, access_point, json.loads(sys.argv[5]))

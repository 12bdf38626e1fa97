"""An S3 server for tests: OpenStack Swift with its S3 door, all of it in one process and one folder.

Called with a folder of its own and a port of 127.0.0.1. It ends with the process that started it.
"""
import os
import sys

import eventlet
from eventlet import wsgi
from swift.common import utils

folder = sys.argv[1]
port = int(sys.argv[2])
conf_path = os.path.join(folder, "swift.conf")
with open(conf_path, "w") as conf_file:
    conf_file.write("[swift-hash]\nswift_hash_path_suffix = test\n")
# Swift would look in /etc/swift only.
utils.SWIFT_CONF_FILE = conf_path

from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

utils.validate_hash_conf()
utils.disable_fallocate()
disk = os.path.join(folder, "devices", "disk")
os.makedirs(disk, exist_ok=True)

STORAGE = """
[DEFAULT]
devices = {folder}/devices
mount_check = false
swift_dir = {folder}
fallocate_reserve = 0
log_level = ERROR
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""

PROXY = """
[DEFAULT]
swift_dir = {folder}
log_level = ERROR
[pipeline:main]
pipeline = catch_errors listing_formats s3api tempauth slo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"""


class MemoryCache:
    """What Swift keeps in memcached, as far as its authorisation and its S3 door ask for it."""

    def __init__(self):
        self.kept = {}

    def get(self, key, raise_on_error=False):
        return self.kept.get(key)

    def set(self, key, value, *args, **kwargs):
        self.kept[key] = value

    def incr(self, key, delta=1, *args, **kwargs):
        self.kept[key] = self.kept.get(key, 0) + delta
        return self.kept[key]

    def delete(self, key, server_key=None):
        self.kept.pop(key, None)


def serve(socket, app):
    wsgi.server(socket, app, log=open(os.devnull, "w"), debug=False)


def end_with(parent):
    while os.getppid() == parent:
        eventlet.sleep(1)
    os._exit(0)


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


for name in ("account", "container", "object"):
    socket = eventlet.listen(("127.0.0.1", 0))
    builder = RingBuilder(1, 1, 0)
    builder.add_dev(
        {
            "id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": socket.getsockname()[1],
            "replication_ip": "127.0.0.1", "replication_port": socket.getsockname()[1], "device": "disk", "meta": "",
        }
    )
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, name + ".ring.gz"))
    app = loadapp(write(name + ".conf", STORAGE.format(folder=folder, name=name)))
    eventlet.spawn(serve, socket, app)

cache = MemoryCache()
proxy = loadapp(write("proxy.conf", PROXY.format(folder=folder)))


def with_cache(env, start_response):
    env["swift.cache"] = cache
    return proxy(env, start_response)


door = eventlet.listen(("127.0.0.1", port))
eventlet.spawn(end_with, os.getppid())
serve(door, with_cache)

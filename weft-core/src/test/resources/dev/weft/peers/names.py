"""Prints the public names of a package: python3 names.py asyncio|trio|anyio

A name of the package itself is printed as it is, one of a module below with the module's name, a member with its class. The
methods of a loop are printed once, as loop.x. Members are left out of exceptions, of plain records, and of classes whose
methods are only called by, or only make sense for, others of the kind (SKIP): the row of the class speaks for all of them.
"""
import enum, importlib, inspect, pkgutil, platform, sys
from importlib.metadata import version

SKIP = ("Protocol", "Transport", "Watcher", "Policy", "EventLoop", "AbstractServer", "AsyncResource", "Statistics", "Path",
        "SSL", "DTLS", "TLS", "Socket", "Backend", "Mixin", "Attribute", "Connectable", "Temporary", "AsyncFile", "Wrapper",
        "Chain", "TestRunner", "Channel", "Listener", "Stream", "Resolver", "Factory", "RunVar", "Instrument", "Process",
        "StrictFIFO", "Cache")
KEEP = ("AbstractEventLoop", "StreamReader", "StreamWriter", "MemorySendChannel", "MemoryReceiveChannel",
        "MemoryObjectSendStream", "MemoryObjectReceiveStream")

# Attributes that only an instance has.
OF_INSTANCES = {"asyncio": ["loop.slow_callback_duration"], "trio": ["Nursery.cancel_scope"], "anyio": ["abc.TaskGroup.cancel_scope"]}

package = sys.argv[1]
print(f"# {package} {platform.python_version() if package == 'asyncio' else version(package)}")
print(f"# python{platform.python_version()[:4]} names.py {package}")
root = importlib.import_module(package)
modules = {"": root}
for found in pkgutil.walk_packages(root.__path__, package + "."):
    below = found.name.removeprefix(package + ".")
    if package == "asyncio":  # its __init__ does not re-export all of its modules
        if not below.startswith(("__", "windows", "proactor")):
            modules[below] = importlib.import_module(found.name)
    elif not any(part[0] == "_" for part in below.split(".")) and below not in ("tests", "socket", "pytest_plugin"):
        modules[below] = importlib.import_module(found.name)

names = set(OF_INSTANCES[package])
for below, module in modules.items():
    prefix = "" if package == "asyncio" or not below else below + "."
    for name in getattr(module, "__all__", None) or (dir(module) if package != "asyncio" else ()):
        thing = getattr(module, name)
        if name[0] == "_" or inspect.ismodule(thing) or name in ("annotations", "Base"):
            continue
        if package == "anyio" and not getattr(thing, "__module__", package).startswith(package):
            continue  # what it imports from others; the other two list, or hide, theirs
        names.add(prefix + name)
        if not inspect.isclass(thing) or issubclass(thing, (BaseException, enum.Enum)):
            continue
        if name not in KEEP and any(word in name for word in SKIP):
            continue
        owner = "loop" if name == "AbstractEventLoop" else prefix + name
        own = [thing, *(base for base in thing.__mro__ if base.__name__[0] == "_")]  # what it has from private bases is its own
        members = {n for part in own for n in (*vars(part), *vars(part).get("__annotations__", ()))}
        names.update(f"{owner}.{n}" for n in members if n[0] != "_")
print("\n".join(sorted(names)))

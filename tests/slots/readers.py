"""The parsers that read back, none of them ours. A reader takes texts and gives, for each, what the
text says: dicts, lists, strings, numbers, booleans and None, or a Failure. `missing` says why one
can't be asked here; `./dev setup` installs them.
"""
import ctypes
import dataclasses
import glob
import io
import json
import logging
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache/slot-readers"
sys.path += glob.glob(str(CACHE / f"python/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"))
LIMIT_SECONDS = 300


@dataclasses.dataclass(frozen=True)
class Failure:
    reason: str


@dataclasses.dataclass(frozen=True)
class Odd:
    """What no value of ours is: a date, a key that is a number."""
    shown: str


def plain(value):
    """What a parser gave, as values of ours."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, dict):
        return {plain(key) if isinstance(key, str) else Odd(repr(key)): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else Odd(repr(value))


def same(left, right):
    if isinstance(left, bool) or isinstance(right, bool) or not isinstance(left, (int, float)):
        if type(left) is not type(right):
            return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


class Reader:
    """A parser in this process."""

    def __init__(self, name, parse, missing=None):
        self.name, self.parse, self.missing = name, parse, missing

    def read(self, texts):
        return [self.one(text) for text in texts]

    def one(self, text):
        try:
            return plain(self.parse(text))
        except RecursionError:
            raise
        except Exception as error:  # whatever a parser throws: it can't read it
            return Failure(f"{type(error).__name__}: {error}")


def module(name, needs=None):
    """An installed module and None, or None and why not."""
    try:
        return __import__(name, fromlist=["*"]), None
    except ImportError:
        return None, f"{needs or name} is not installed"


class Process:
    """A program that answers a line of JSON with a line of JSON, started when it is first asked."""

    def __init__(self, command, missing):
        self.command, self.missing, self.running = command, missing, None

    def ask(self, reader, texts):
        if self.running is None:
            self.running = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.running.stdin.write(json.dumps({"reader": reader, "texts": texts}).encode() + b"\n")
        self.running.stdin.flush()
        line = self.running.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.command[0]} ended while {reader} read")
        return [Failure(answer["error"]) if "error" in answer else untagged(answer["value"]) for answer in json.loads(line)]

    def close(self):
        if self.running:
            self.running.stdin.close()
            self.running.wait(timeout=30)
            self.running.stdout.close()
            self.running = None


def untagged(value):
    """What readers.js makes of what JSON has no word for: {"map": pairs}, {"odd": text}."""
    if isinstance(value, list):
        return [untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "odd" in value:
        return Odd(value["odd"])
    keys = [(untagged(key), item) for key, item in value["map"]]
    return {key if isinstance(key, str) else Odd(repr(key)): untagged(item) for key, item in keys}


class Foreign(Reader):
    """A parser in a program, which knows it by `key`."""

    def __init__(self, name, process, key, missing=None):
        self.name, self.process, self.key, self.missing = name, process, key, missing or process.missing

    def read(self, texts):
        return self.process.ask(self.key, texts)


def node_missing(package, below=""):
    if not shutil.which("node"):
        return "node is not installed"
    return None if not package or (HERE / below / "node_modules" / package / "package.json").exists() else f"npm's {package} is not installed"


NODE = Process(["node", str(HERE / "readers.js")], None)
GO_READER = CACHE / "go-reader"
GO = Process([str(GO_READER)], None if GO_READER.exists() else "its reader in Go is not built")
JAVA = Process(["java", "-XX:TieredStopAtLevel=1", "-Xshare:auto", str(HERE / "Readers.java")], None if shutil.which("java") else "java is not installed")


def close():
    for process in (NODE, GO, JAVA):
        process.close()


def npm(name, package, key):
    return Foreign(name, NODE, key, node_missing(package))


def as_file(text):
    """As `open` gives it, every kind of line end made one."""
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")


# ---- JSON and TOML ----

def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key stands twice")
    return dict(pairs)


def toml(name):
    loaded, missing = module(name)
    return Reader(name if name != "tomllib" else "Python's tomllib", lambda text: (loaded.parse(text).unwrap() if name == "tomlkit" else loaded.loads(text)), missing)


JSON = (Reader("Python's json", lambda text: json.loads(text, object_pairs_hook=unique)), Foreign("JSON.parse", NODE, "JSON.parse", node_missing("")))
JSONC = (npm("npm's jsonc-parser", "jsonc-parser", "jsonc-parser"),)
TOML = (toml("tomllib"), toml("tomlkit"), npm("npm's smol-toml", "smol-toml", "smol-toml"))


# ---- YAML ----

def pyyaml(name):
    loaded, missing = module("yaml", "PyYAML")
    if loaded and name == "CSafeLoader" and not loaded.__with_libyaml__:
        missing = "PyYAML is built without libyaml"
    return Reader(f"PyYAML's {name}", lambda text: list(loaded.load_all(text, getattr(loaded, name))), missing)


YAML = (pyyaml("SafeLoader"), pyyaml("CSafeLoader"), npm("npm's yaml for 1.2", "yaml", "yaml 1.2"), npm("npm's yaml for 1.1", "yaml", "yaml 1.1"))


# ---- XML: [name, attributes, content], a comment is ["!--", text] ----

def element(node, comment):
    content = [node.text or ""]
    for child in node:
        content += [["!--", child.text or ""] if child.tag is comment else element(child, comment), child.tail or ""]
    return [node.tag, dict(node.attrib), [part for part in content if part != ""]]


def expat(text):
    from xml.etree import ElementTree
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    return element(ElementTree.fromstring(text.encode(), parser), ElementTree.Comment)


def libxml2():
    etree, missing = module("lxml.etree", "lxml")
    return Reader("libxml2", lambda text: element(etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True)), etree.Comment), missing)


XML = (Reader("expat", expat), libxml2())


# ---- INI and properties ----

def configparser(interpolation):
    import configparser as library

    def parse(text):
        parser = library.ConfigParser(interpolation=interpolation and getattr(library, interpolation)())
        parser.optionxform = str
        parser.read_file(as_file(text))
        return {section: dict(parser.items(section)) for section in parser.sections()}
    return Reader("Python's configparser" + (f" with {interpolation}" if interpolation else ""), parse)


INI = (configparser(None), configparser("BasicInterpolation"), configparser("ExtendedInterpolation"))
PROPERTIES = (Foreign("java.util.Properties", JAVA, ""),)


# ---- dotenv ----

class Shell(Reader):
    """Sources each file in a shell of its own, with all that it sets exported."""

    def __init__(self, name):
        self.name, self.missing = name, None if shutil.which(name) else f"{name} is not installed"

    def read(self, texts):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for number, text in enumerate(texts):
                (root / f"{number}.env").write_bytes(text.encode())
            script = 'for f in *.env; do (set -a; . "./$f" && exec /usr/bin/env -0) >"$f.out" 2>"$f.err" || echo >"$f.bad"; done'
            subprocess.run([shutil.which(self.name), "-c", script], cwd=root, env={"PATH": "/nowhere"}, timeout=LIMIT_SECONDS, check=True)
            return [self.answer(root / f"{number}.env") for number in range(len(texts))]

    @staticmethod
    def answer(path):
        said = path.with_name(path.name + ".err").read_bytes().decode("utf-8", "replace")
        if said or path.with_name(path.name + ".bad").exists():  # a command that isn't found, for one
            return Failure(said.strip() or "it failed")
        lines = path.with_name(path.name + ".out").read_bytes().split(b"\0")[:-1]
        found = dict(line.decode("utf-8", "replace").split("=", 1) for line in lines)
        return {name: value for name, value in found.items() if name not in ("PATH", "PWD", "OLDPWD", "SHLVL", "_")}


def systemd():
    """What reads `EnvironmentFile=`, in the library that systemd's own programs share."""
    found = sorted(glob.glob("/usr/lib/*/systemd/libsystemd-shared-*.so") + glob.glob("/usr/lib/systemd/libsystemd-shared-*.so"))
    if not found:
        return Reader("systemd", None, "libsystemd-shared is not installed")
    load = None

    def parse(text):
        nonlocal load
        if load is None:
            load = ctypes.CDLL(found[-1]).load_env_file
            load.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.POINTER(ctypes.c_char_p))]
        lines = ctypes.POINTER(ctypes.c_char_p)()
        with tempfile.NamedTemporaryFile() as file:
            file.write(text.encode())
            file.flush()
            answer = load(None, file.name.encode(), ctypes.byref(lines))
        if answer < 0:
            raise ValueError(f"load_env_file answers {answer}")
        entries, index = {}, 0
        while lines and lines[index] is not None:
            name, _, value = lines[index].decode().partition("=")
            entries[name], index = value, index + 1
        return entries
    return Reader("systemd", parse)


def python_dotenv():
    loaded, missing = module("dotenv", "python-dotenv")
    logging.getLogger("dotenv").setLevel(logging.CRITICAL)
    return Reader("python-dotenv", lambda text: dict(loaded.dotenv_values(stream=as_file(text), interpolate=True)), missing)


COMPOSE, DOCKER = Foreign("Compose", GO, "compose"), Foreign("Docker's `--env-file`", GO, "docker")
DOTENV_PORTABLE = (Shell("dash"), Shell("bash"), COMPOSE, python_dotenv(), npm("npm's dotenv", "dotenv", "dotenv"), systemd())
DOTENV_DOCKER = (DOCKER,)
DOTENV_SH = (Shell("dash"), Shell("bash"))

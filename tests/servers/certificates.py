"""A certificate authority that lives for one run, and the certificates that it signs.

Made with the `openssl` program in a temporary folder; no key is ever committed.
"""
import atexit
import dataclasses
import functools
import pathlib
import shutil
import subprocess
import tempfile

LOOPBACK = ("127.0.0.1", "localhost", "::1")

CONFIGURATION = """\
[ca]
default_ca = authority
[authority]
dir            = {folder}
database       = {folder}/index
new_certs_dir  = {folder}
certificate    = {folder}/ca.pem
private_key    = {folder}/ca.key
rand_serial    = yes
default_md     = sha256
unique_subject = no
policy         = policy
[policy]
commonName = supplied
"""


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@dataclasses.dataclass(frozen=True)
class Pair:
    """The PEM files of a certificate and its key."""
    certificate: pathlib.Path
    key: pathlib.Path


class Authority:
    def __init__(self, folder, name="keyplate test authority"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        (self.folder / "index").touch()
        self.configuration = self.folder / "openssl.cnf"
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder))
        self.certificate = self.folder / "ca.pem"
        self._key(self.folder / "ca.key")
        openssl("req", "-x509", "-new", "-key", self.folder / "ca.key", "-subj", f"/CN={name}", "-days", 2, "-out", self.certificate,
                "-addext", "keyUsage=critical,keyCertSign")

    def _key(self, path):
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path)

    def issue(self, name, hosts=LOOPBACK, usage="serverAuth", begins=None, ends="20991231235959Z"):
        """A certificate for `hosts`, its common name `name`, from `begins` (now) to `ends`."""
        key, request, certificate, extensions = (self.folder / f"{name}.{kind}" for kind in ("key", "csr", "pem", "ext"))
        names = ",".join(f"{'IP' if host.replace('.', '').isdigit() or ':' in host else 'DNS'}:{host}" for host in hosts)
        extensions.write_text(f"basicConstraints=CA:FALSE\nextendedKeyUsage={usage}\n" + (f"subjectAltName={names}\n" if names else ""))
        self._key(key)
        openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        openssl("ca", "-batch", "-notext", "-config", self.configuration, "-in", request, "-out", certificate, "-extfile", extensions,
                *(["-startdate", begins] if begins else []), "-enddate", ends)
        return Pair(certificate, key)

    def hashed_folder(self, name="hashed"):
        """A folder as SSL_CERT_DIR and VAULT_CAPATH want it."""
        folder = self.folder / name
        folder.mkdir()
        shutil.copy(self.certificate, folder)
        openssl("rehash", folder)
        return folder


class Certificates:
    """All that the tests need, made at first use of `certificates()`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.authority = Authority(self.folder / "trusted")
        self.stranger = Authority(self.folder / "stranger", "an authority that nobody trusts")
        self.clients = Authority(self.folder / "clients", "keyplate test clients")
        self.good = self.authority.issue("server", (*LOOPBACK, "vault.test"))
        self.wrong_host = self.authority.issue("elsewhere", ("elsewhere.example",))
        self.expired = self.authority.issue("yesterday", begins="20200101000000Z", ends="20200102000000Z")
        self.untrusted = self.stranger.issue("server")
        self.hashed = self.authority.hashed_folder()
        self.client = self.clients.issue("ci-client", (), "clientAuth")
        self.strange_client = self.stranger.issue("ci-client", (), "clientAuth")


@functools.cache
def certificates():
    """The run's own; gone when it ends."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-certificates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Certificates(folder)

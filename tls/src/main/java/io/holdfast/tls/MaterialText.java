package io.holdfast.tls;

import java.nio.file.Path;

/**
 * What stood in the three files of a {@link TlsMaterial} at one time; whether it makes sense is another question.
 *
 * @param caCert the authorities
 * @param cert the own chain
 * @param key the own key
 */
record MaterialText(PemFile caCert, PemFile cert, PemFile key) {
    static MaterialText read(Path caCert, Path cert, Path key) throws TlsException {
        return new MaterialText(PemFile.read(caCert), PemFile.read(cert), PemFile.read(key));
    }

    /** The same files as they are now. */
    MaterialText again() throws TlsException {
        return read(caCert.path(), cert.path(), key.path());
    }

    boolean sameAs(MaterialText other) {
        return caCert.sameText(other.caCert) && cert.sameText(other.cert) && key.sameText(other.key);
    }
}

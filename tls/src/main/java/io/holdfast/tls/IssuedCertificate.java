package io.holdfast.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/** A certificate fresh from the authority, with its key. Immutable; the text form never shows the key. */
public final class IssuedCertificate {
    private final Principal principal;
    private final X509Certificate certificate;
    private final PrivateKey key;

    IssuedCertificate(Principal principal, X509Certificate certificate, PrivateKey key) {
        this.principal = principal;
        this.certificate = certificate;
        this.key = key;
    }

    /** Whom it speaks for. */
    public Principal principal() {
        return principal;
    }

    /** The certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate in PEM. */
    public String certificatePem() {
        return pem(certificate);
    }

    /** The key in PEM: PKCS#8, not encrypted. A secret. */
    public String keyPem() {
        return pem(key);
    }

    /**
     * Writes {@code <name>.pem} and {@code <name>.key} (mode 0600), both durable on return.
     *
     * @throws TlsException if either exists already, or a file cannot be written
     */
    public Saved save(Path folder) throws TlsException {
        Saved files = new Saved(folder.resolve(principal.name() + ".pem"), folder.resolve(principal.name() + ".key"));
        NewFile.folder(folder);
        NewFile.absent(files.certificate());
        NewFile.secret(files.key(), keyPem());
        NewFile.open(files.certificate(), certificatePem());
        return files;
    }

    @Override
    public String toString() {
        return "IssuedCertificate[" + principal + ", until "
                + certificate.getNotAfter().toInstant() + "]";
    }

    static String pem(X509Certificate certificate) {
        try {
            return new Pem(Pem.CERTIFICATE, certificate.getEncoded()).encode();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded has an encoding", e);
        }
    }

    static String pem(PrivateKey key) {
        return new Pem(Pem.PRIVATE_KEY, key.getEncoded()).encode();
    }

    /**
     * Where a certificate went.
     *
     * @param certificate the certificate's file
     * @param key the key's file
     */
    public record Saved(Path certificate, Path key) {}
}

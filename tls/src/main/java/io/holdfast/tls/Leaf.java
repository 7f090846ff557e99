package io.holdfast.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A certificate in the files {@code NAME.pem} and {@code NAME.key} of a folder.
 *
 * @param certificateFile the certificate's file
 * @param keyFile the key's file
 * @param principal whom it speaks for
 * @param certificate the certificate
 */
public record Leaf(Path certificateFile, Path keyFile, Principal principal, X509Certificate certificate) {
    private static final String SUFFIX = ".pem";
    private static final int DNS_NAME = 2;
    private static final int IP_NAME = 7;

    /**
     * Reads the leaf {@code name} of a folder.
     *
     * @throws TlsException if its certificate cannot be used or its key is not there
     */
    public static Leaf read(Path folder, String name) throws TlsException {
        Path file = folder.resolve(name + SUFFIX);
        X509Certificate certificate = PemFile.certificates(file).get(0);
        Path key = folder.resolve(name + ".key");
        if (!Files.exists(key)) {
            throw new TlsException(key + ": no such file; a certificate without its key is somebody else's to renew");
        }
        try {
            return new Leaf(file, key, Principal.of(certificate), certificate);
        } catch (IdentityException e) {
            throw new TlsException(file + ": " + e.getMessage(), e);
        }
    }

    /** How long it was made to be valid. */
    public Duration validity() {
        return Duration.between(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant())
                .minus(Authority.BACKDATING);
    }

    /** The DNS names it may be reached at. */
    public List<String> hosts() throws TlsException {
        return names(DNS_NAME);
    }

    /** The addresses it may be reached at. */
    public List<String> addresses() throws TlsException {
        return names(IP_NAME);
    }

    private List<String> names(int kind) throws TlsException {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.get(0) instanceof Integer found && found == kind && name.get(1) instanceof String text) {
                        names.add(text);
                    }
                }
            }
            return names;
        } catch (CertificateParsingException e) {
            throw new TlsException(certificateFile + ": its alternative names cannot be decoded", e);
        }
    }
}

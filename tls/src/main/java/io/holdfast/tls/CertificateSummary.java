package io.holdfast.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate as people want to see it. All texts are printable ASCII and bounded, whatever the certificate holds;
 * nothing in it is verified.
 *
 * @param identity the one URI name, or a few words about why there is none
 * @param subject the subject's distinguished name
 * @param issuer the issuer's distinguished name
 * @param serial the serial number in hex
 * @param notBefore first second of validity
 * @param notAfter last second of validity
 * @param names the alternative names except URIs
 * @param key kind and size of the public key, such as {@code EC 256}
 * @param authority whether it may sign certificates
 * @param sha256 the SHA-256 fingerprint in hex
 */
public record CertificateSummary(
        String identity,
        String subject,
        String issuer,
        String serial,
        Instant notBefore,
        Instant notAfter,
        List<Name> names,
        String key,
        boolean authority,
        String sha256) {
    private static final int DNS_NAME = 2;
    private static final int IP_NAME = 7;

    /**
     * An alternative name.
     *
     * @param kind {@code dns} or {@code ip}
     * @param value the name or address
     */
    public record Name(String kind, String value) {}

    /** Copies the list. */
    public CertificateSummary {
        names = List.copyOf(names);
    }

    /**
     * Summaries of all certificates in a PEM file, in its order.
     *
     * @throws TlsException if the file cannot be used
     */
    public static List<CertificateSummary> read(Path file) throws TlsException {
        return PemFile.certificates(file).stream().map(CertificateSummary::of).toList();
    }

    /** The summary of a certificate. */
    public static CertificateSummary of(X509Certificate certificate) {
        return new CertificateSummary(
                identity(certificate),
                Text.plain(certificate.getSubjectX500Principal().getName()),
                Text.plain(certificate.getIssuerX500Principal().getName()),
                certificate.getSerialNumber().toString(16),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                names(certificate),
                key(certificate.getPublicKey()),
                certificate.getBasicConstraints() >= 0,
                fingerprint(certificate));
    }

    private static String identity(X509Certificate certificate) {
        try {
            List<String> uris = Principal.uris(certificate);
            return uris.size() == 1 ? Text.plain(uris.get(0)) : "none (" + uris.size() + " URI names)";
        } catch (IdentityException e) {
            return "none (unreadable alternative names)";
        }
    }

    private static List<Name> names(X509Certificate certificate) {
        List<Name> names = new ArrayList<>();
        Collection<List<?>> entries;
        try {
            entries = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return names;
        }
        if (entries != null) {
            for (List<?> entry : entries) {
                if (entry.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_NAME)) {
                    names.add(new Name(kind == DNS_NAME ? "dns" : "ip", Text.plain(String.valueOf(entry.get(1)))));
                }
            }
        }
        return names;
    }

    private static String key(PublicKey key) {
        if (key instanceof ECPublicKey ec) {
            return "EC " + ec.getParams().getCurve().getField().getFieldSize();
        }
        return key instanceof RSAPublicKey rsa ? "RSA " + rsa.getModulus().bitLength() : Text.plain(key.getAlgorithm());
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded has an encoding", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package io.holdfast.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts one X.509 v3 certificate together (RFC 5280), signed with ECDSA and SHA-256. Single use, one thread.
 *
 * <pre>
 *   SEQUENCE { tbs, SEQUENCE { ecdsa-with-SHA256 }, BIT STRING signature over tbs }
 *   tbs = SEQUENCE { [0] v3, serial, SEQUENCE { ecdsa-with-SHA256 }, issuer, validity, subject, key, [3] extensions }
 * </pre>
 */
final class CertificateWriter {
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ORGANIZATION = "2.5.4.10";
    private static final String SUBJECT_KEY_ID = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY_ID = "2.5.29.35";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

    private static final int DNS_NAME = 2;
    private static final int URI_NAME = 6;
    private static final int IP_NAME = 7;

    private static final int SERIAL_BITS = 128;
    private static final int KEY_ID_BYTES = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PublicKey subjectKey;
    private final byte[] subject;
    private final Instant from;
    private final Instant until;
    private final List<byte[]> extensions = new ArrayList<>();

    /**
     * Begins a certificate.
     *
     * @param organization the subject's organization (O)
     * @param commonName the subject's common name (CN)
     * @param from first second of validity
     * @param until last second of validity
     */
    CertificateWriter(PublicKey subjectKey, String organization, String commonName, Instant from, Instant until) {
        this.subjectKey = subjectKey;
        this.subject = Der.sequence(attribute(ORGANIZATION, organization), attribute(COMMON_NAME, commonName));
        this.from = from;
        this.until = until;
        add(SUBJECT_KEY_ID, false, Der.octets(keyId(subjectKey)));
    }

    /** May sign certificates and revocation lists, but none of those it signs may sign further ones. */
    CertificateWriter authority() {
        add(BASIC_CONSTRAINTS, true, Der.sequence(Der.truth(), Der.integer(BigInteger.ZERO)));
        // Bits 5 (keyCertSign) and 6 (cRLSign), counted from the left: 0000 0110, the last bit unused.
        add(KEY_USAGE, true, Der.bits(1, (byte) 0x06));
        return this;
    }

    /** May sign handshakes, for the given extended purposes. */
    CertificateWriter endEntity(String... purposes) {
        add(BASIC_CONSTRAINTS, true, Der.sequence());
        // Bit 0 (digitalSignature): 1000 0000, seven bits unused.
        add(KEY_USAGE, true, Der.bits(7, (byte) 0x80));
        byte[][] oids = Arrays.stream(purposes).map(Der::oid).toArray(byte[][]::new);
        add(EXTENDED_KEY_USAGE, false, Der.sequence(oids));
        return this;
    }

    /** The alternative names: the URIs, then host names, then addresses. */
    CertificateWriter names(List<String> uris, List<String> hosts, List<InetAddress> addresses) {
        List<byte[]> names = new ArrayList<>();
        uris.forEach(uri -> names.add(Der.implicit(URI_NAME, ascii(uri))));
        hosts.forEach(host -> names.add(Der.implicit(DNS_NAME, ascii(host))));
        addresses.forEach(address -> names.add(Der.implicit(IP_NAME, address.getAddress())));
        if (!names.isEmpty()) {
            add(ALTERNATIVE_NAMES, false, Der.sequence(names.toArray(byte[][]::new)));
        }
        return this;
    }

    /** The certificate, its issuer being its own subject. */
    X509Certificate selfSigned(PrivateKey key) throws GeneralSecurityException {
        return sign(subject, key);
    }

    /** The certificate, signed by an authority. */
    X509Certificate signedBy(X509Certificate authority, PrivateKey key) throws GeneralSecurityException {
        add(AUTHORITY_KEY_ID, false, Der.sequence(Der.implicit(0, keyId(authority.getPublicKey()))));
        return sign(authority.getSubjectX500Principal().getEncoded(), key);
    }

    private X509Certificate sign(byte[] issuer, PrivateKey key) throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
        byte[] toBeSigned = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(serial()),
                algorithm,
                issuer,
                Der.sequence(Der.time(from), Der.time(until)),
                subject,
                subjectKey.getEncoded(),
                Der.explicit(3, Der.sequence(extensions.toArray(byte[][]::new))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(toBeSigned);
        byte[] encoded = Der.sequence(toBeSigned, algorithm, Der.bits(0, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private void add(String oid, boolean critical, byte[] value) {
        byte[] content = Der.octets(value);
        extensions.add(
                critical ? Der.sequence(Der.oid(oid), Der.truth(), content) : Der.sequence(Der.oid(oid), content));
    }

    /** 128 random bits, positive as RFC 5280 asks; zero is as good as impossible. */
    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM);
    }

    /** RFC 7093, method 4: a hash of the whole public key, cut to 160 bits. Only has to be the same on both ends. */
    private static byte[] keyId(PublicKey key) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] attribute(String oid, String value) {
        return Der.setOf(Der.sequence(Der.oid(oid), Der.utf8(value)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

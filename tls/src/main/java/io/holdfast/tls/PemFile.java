package io.holdfast.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/** A PEM file of certificates or of one private key, read within bounds; every refusal names the file. */
public final class PemFile {
    /** No file of certificates or keys is larger than this. */
    public static final int MAX_BYTES = 1 << 20;

    /** No file holds more certificates than this. */
    public static final int MAX_CERTIFICATES = 32;

    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA");

    private final Path path;
    private final String text;

    private PemFile(Path path, String text) {
        this.path = path;
        this.text = text;
    }

    /**
     * Reads the certificates of a file, in its order: at least one, at most {@link #MAX_CERTIFICATES}. Blocks of other
     * kinds are refused, text between blocks is ignored.
     *
     * @throws TlsException if the file is missing, too large, not PEM, or holds anything but certificates
     */
    public static List<X509Certificate> certificates(Path path) throws TlsException {
        return read(path).certificates();
    }

    /**
     * Reads the one unencrypted PKCS#8 key (EC or RSA) of a file.
     *
     * @throws TlsException if the file is missing, too large, not PEM, or holds anything but such a key
     */
    public static PrivateKey privateKey(Path path) throws TlsException {
        return read(path).privateKey();
    }

    /** What stands in a file now, not looked into yet. */
    static PemFile read(Path path) throws TlsException {
        byte[] content;
        try (InputStream in = Files.newInputStream(path)) {
            content = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new TlsException(path + ": no such file; check the path, or create it with `holdfast pki`", e);
        } catch (IOException e) {
            throw new TlsException(path + ": cannot be read (" + e + "); check its kind and permissions", e);
        }
        if (content.length > MAX_BYTES) {
            throw new TlsException(path + ": larger than " + MAX_BYTES + " bytes, so not a PEM file of ours");
        }
        return new PemFile(path, new String(content, StandardCharsets.ISO_8859_1));
    }

    Path path() {
        return path;
    }

    /** Whether the other file held the same bytes. */
    boolean sameText(PemFile other) {
        return text.equals(other.text);
    }

    private List<Pem> blocks() throws TlsException {
        try {
            return Pem.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TlsException(path + ": not a PEM file: " + e.getMessage(), e);
        }
    }

    /** The certificates, as {@link #certificates(Path)} says. */
    List<X509Certificate> certificates() throws TlsException {
        List<Pem> blocks = blocks();
        if (blocks.isEmpty()) {
            throw new TlsException(path + ": no PEM block found; expected -----BEGIN " + Pem.CERTIFICATE + "-----");
        }
        if (blocks.size() > MAX_CERTIFICATES) {
            throw new TlsException(path + ": holds " + blocks.size() + " certificates, more than the "
                    + MAX_CERTIFICATES + " allowed; keep only the authorities and the chain in use");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem block : blocks) {
            if (!block.label().equals(Pem.CERTIFICATE)) {
                throw new TlsException(path + ": holds " + Text.quoted(block.label()) + " where only " + Pem.CERTIFICATE
                        + " belongs; keys have a file of their own");
            }
            certificates.add(certificate(block));
        }
        return List.copyOf(certificates);
    }

    private X509Certificate certificate(Pem block) throws TlsException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.content()));
        } catch (CertificateException e) {
            throw new TlsException(path + ": a certificate in it cannot be decoded: " + Text.plain(e.toString()), e);
        }
    }

    /** The key, as {@link #privateKey(Path)} says. */
    PrivateKey privateKey() throws TlsException {
        List<Pem> blocks = blocks();
        if (blocks.size() != 1) {
            throw new TlsException(path + ": holds " + blocks.size() + " PEM blocks; expected one -----BEGIN "
                    + Pem.PRIVATE_KEY + "-----");
        }
        Pem block = blocks.get(0);
        return switch (block.label()) {
            case Pem.PRIVATE_KEY -> decodeKey(block);
            case "ENCRYPTED PRIVATE KEY" ->
                throw new TlsException(path + ": the key is encrypted, which is not supported; decrypt it with"
                        + " `openssl pkcs8 -in KEY -out PLAIN` and protect the file by its permissions");
            case "EC PRIVATE KEY", "RSA PRIVATE KEY" ->
                throw new TlsException(path + ": the key is not in PKCS#8 form; convert it with"
                        + " `openssl pkcs8 -topk8 -nocrypt -in KEY -out PKCS8`");
            default ->
                throw new TlsException(path + ": holds " + Text.quoted(block.label()) + "; expected -----BEGIN "
                        + Pem.PRIVATE_KEY + "-----");
        };
    }

    private PrivateKey decodeKey(Pem block) throws TlsException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(block.content());
        InvalidKeySpecException last = new InvalidKeySpecException("no algorithm tried");
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                last = e;
            } catch (GeneralSecurityException e) {
                throw new TlsException(path + ": this JVM cannot read " + algorithm + " keys", e);
            }
        }
        throw new TlsException(path + ": the key is neither a valid EC nor a valid RSA key", last);
    }
}

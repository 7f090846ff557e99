package io.holdfast.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** An authority in a folder, thirty days old, and certificates of it, good and odd, in folders below. */
public final class TestPki {
    private static final Duration DAY = Duration.ofDays(1);

    private final Path folder;
    private final Authority authority;

    private TestPki(Path folder, Authority authority) {
        this.folder = folder;
        this.authority = authority;
    }

    public static TestPki of(Path folder, String cluster) {
        try {
            Clock past = at(Instant.now().minus(DAY.multipliedBy(30)));
            Authority authority = Authority.create(cluster, Duration.ofDays(90), past);
            authority.save(folder);
            return new TestPki(folder, Authority.load(folder));
        } catch (TlsException e) {
            throw new AssertionError(e);
        }
    }

    /** The authority that follows another one, in a folder of its own. */
    public static TestPki successor(Path folder, TestPki before) {
        try {
            Authority next = before.authority.successor(Duration.ofDays(90));
            next.save(folder);
            return new TestPki(folder, next);
        } catch (TlsException e) {
            throw new AssertionError(e);
        }
    }

    /** A material of this authority that believes the next one too. */
    public TlsMaterial believingAlso(TestPki next, TlsMaterial own) {
        try {
            return new TlsMaterial(
                    List.of(authority.certificate(), next.authority.certificate()),
                    own.chain(),
                    own.key(),
                    own.principal());
        } catch (TlsException e) {
            throw new AssertionError(e);
        }
    }

    Authority authority() {
        return authority;
    }

    Path caFile() {
        return folder.resolve("ca.pem");
    }

    /** Material of a fresh certificate for localhost and 127.0.0.1. */
    public TlsMaterial material(Role role, String name) {
        return material(role, name, List.of("localhost"), List.of("127.0.0.1"));
    }

    TlsMaterial material(Role role, String name, List<String> hosts, List<String> ips) {
        return load(authority, new Principal(authority.cluster(), role, name), hosts, ips);
    }

    /** Material of a certificate valid for a day from {@code time} on. */
    TlsMaterial materialOf(Instant time, Role role, String name) {
        Principal principal = new Principal(authority.cluster(), role, name);
        return load(authority.at(at(time)), principal, List.of("localhost"), List.of("127.0.0.1"));
    }

    /** Material whose certificate carries these URI names; it would not load from files. */
    TlsMaterial materialWithUris(String... uris) {
        return odd(new Principal(authority.cluster(), Role.CLIENT, "odd"), uris);
    }

    /** This authority vouching for another cluster, as two clusters under one authority would have it. */
    TlsMaterial foreign(Principal principal) {
        return odd(principal, principal.toString());
    }

    /** Material of a certificate over an RSA key, as an authority of somebody's own may issue it. */
    public TlsMaterial rsaMaterial(Role role, String name) {
        try {
            Principal principal = new Principal(authority.cluster(), role, name);
            return odd(KeyPairGenerator.getInstance("RSA").generateKeyPair(), principal, principal.toString());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificate of {@code other} in the hands of somebody who believes this authority. */
    TlsMaterial believing(TlsMaterial other) {
        try {
            return new TlsMaterial(List.of(authority.certificate()), other.chain(), other.key(), other.principal());
        } catch (TlsException e) {
            throw new AssertionError(e);
        }
    }

    static Clock at(Instant time) {
        return Clock.fixed(time, ZoneOffset.UTC);
    }

    static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private TlsMaterial load(Authority issuer, Principal principal, List<String> hosts, List<String> ips) {
        try {
            IssuedCertificate.Saved saved =
                    issuer.issue(principal, hosts, ips, DAY).save(Files.createTempDirectory(folder, "issued"));
            return TlsMaterial.load(caFile(), saved.certificate(), saved.key());
        } catch (TlsException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private TlsMaterial odd(Principal principal, String... uris) {
        try {
            return odd(newKey(), principal, uris);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private TlsMaterial odd(KeyPair pair, Principal principal, String... uris) {
        try {
            Instant now = Instant.now();
            X509Certificate certificate = new CertificateWriter(
                            pair.getPublic(), "odd", "odd", now.minusSeconds(60), now.plus(DAY))
                    .endEntity("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2")
                    .names(List.of(uris), List.of("localhost"), List.of(Names.ip("127.0.0.1")))
                    .signedBy(authority.certificate(), authority.key());
            return new TlsMaterial(
                    List.of(authority.certificate()), List.of(certificate), pair.getPrivate(), principal);
        } catch (GeneralSecurityException | TlsException e) {
            throw new AssertionError(e);
        }
    }
}

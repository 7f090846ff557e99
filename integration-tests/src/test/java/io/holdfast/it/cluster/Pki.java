package io.holdfast.it.cluster;

import io.holdfast.tls.Authority;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An authority and the certificates it issued, valid for loopback, as {@code holdfast pki} writes them. */
public final class Pki {
    private static final Duration VALIDITY = Duration.ofDays(30);

    private final Path directory;
    private final Authority authority;

    private Pki(Path directory, Authority authority) {
        this.directory = directory;
        this.authority = authority;
    }

    /** A new authority for {@code cluster} in {@code directory}. */
    public static Pki init(Path directory, String cluster) {
        try {
            Authority authority = Authority.create(cluster, VALIDITY.multipliedBy(2));
            authority.save(directory);
            return new Pki(directory, authority);
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate. */
    public Path caCert() {
        return directory.resolve("ca.pem");
    }

    /** The certificate issued under {@code name}. */
    public Path cert(String name) {
        return directory.resolve(name + ".pem");
    }

    /** The key issued under {@code name}. */
    public Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /** Certificate and key for a node. */
    public Pki node(String id) {
        return issue(Role.NODE, id);
    }

    /** Certificate and key for a client. */
    public Pki client(String name) {
        return issue(Role.CLIENT, name);
    }

    /** Certificate and key for an operator. */
    public Pki operator(String name) {
        return issue(Role.OPERATOR, name);
    }

    /** The material of somebody issued before. */
    public TlsMaterial material(String name) {
        try {
            return TlsMaterial.load(caCert(), cert(name), key(name));
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    private Pki issue(Role role, String name) {
        if (!Files.exists(cert(name))) {
            try {
                authority
                        .issue(
                                new Principal(authority.cluster(), role, name),
                                List.of("localhost"),
                                List.of("127.0.0.1"),
                                VALIDITY)
                        .save(directory);
            } catch (TlsException e) {
                throw new IllegalStateException(e);
            }
        }
        return this;
    }
}

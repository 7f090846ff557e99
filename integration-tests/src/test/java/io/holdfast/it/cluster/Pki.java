package io.holdfast.it.cluster;

import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An authority made by the command-line tool, and the certificates it issued. */
public final class Pki {
    private final Path directory;

    private Pki(Path directory) {
        this.directory = directory;
    }

    /** A new authority for {@code cluster} in {@code directory}. */
    public static Pki init(Path directory, String cluster) {
        Tool.holdfast(Map.of(), "pki", "init", "--dir", directory.toString(), "--cluster", cluster)
                .ok();
        return new Pki(directory);
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

    /** Certificate and key for a node, valid for loopback. */
    public Pki node(String id) {
        return issue("--node", id);
    }

    /** Certificate and key for a client. */
    public Pki client(String name) {
        return issue("--client", name);
    }

    /** Certificate and key for an operator. */
    public Pki operator(String name) {
        return issue("--operator", name);
    }

    /** The material of somebody issued before. */
    public TlsMaterial material(String name) {
        try {
            return TlsMaterial.load(caCert(), cert(name), key(name));
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    private Pki issue(String role, String name) {
        if (!Files.exists(cert(name))) {
            Tool.holdfast(
                            Map.of(),
                            "pki",
                            "issue",
                            "--dir",
                            directory.toString(),
                            "--out",
                            directory.toString(),
                            role,
                            name,
                            "--dev")
                    .ok();
        }
        return this;
    }
}

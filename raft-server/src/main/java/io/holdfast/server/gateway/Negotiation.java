package io.holdfast.server.gateway;

import io.holdfast.wire.ClientFrame;
import java.util.Set;
import java.util.TreeSet;

/**
 * What both sides can speak.
 *
 * @param version the newest protocol version both know
 * @param features the optional features both know, by name
 */
record Negotiation(int version, Set<String> features) {
    /** The oldest protocol version this server speaks. */
    static final int MIN_VERSION = 1;

    /** The newest. */
    static final int MAX_VERSION = 1;

    /** Optional features of this server; none exists yet that a client could do without. */
    private static final Set<String> FEATURES = Set.of();

    /** Agrees on a version and the features, or says why that cannot be. */
    static Negotiation with(ClientFrame.Hello hello, String serverVersion) throws Refusal {
        int version = Math.min(MAX_VERSION, hello.maxVersion());
        if (version < MIN_VERSION || version < hello.minVersion()) {
            throw new Refusal("no protocol version in common: client '" + hello.client() + "' ("
                    + hello.clientVersion() + ") speaks " + hello.minVersion() + " to " + hello.maxVersion()
                    + ", this server (" + serverVersion + ") speaks " + MIN_VERSION + " to " + MAX_VERSION
                    + "; upgrade the older side");
        }
        Set<String> features = new TreeSet<>(FEATURES);
        features.retainAll(hello.features());
        return new Negotiation(version, features);
    }

    /** The conversation cannot begin; the message says why and what to do. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message, null, false, false);
        }
    }
}

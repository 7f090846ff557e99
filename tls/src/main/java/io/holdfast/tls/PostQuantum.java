package io.holdfast.tls;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is asked of the key exchange: whether it must, should or must not combine X25519 with ML-KEM-768, so that
 * what is recorded today cannot be read by a quantum computer of tomorrow.
 */
public enum PostQuantum {
    /** The hybrid exchange where both ends can, else a classical one. */
    PREFER("X25519MLKEM768,x25519,secp256r1,secp384r1"),
    /** The hybrid exchange or no connection. */
    REQUIRE("X25519MLKEM768"),
    /** Classical exchanges only. */
    OFF("x25519,secp256r1,secp384r1");

    private final String groups;

    PostQuantum(String groups) {
        this.groups = groups;
    }

    /** The groups to offer and accept, best first, under the names of the JDK. */
    public List<String> groups() {
        return List.of(groups.split(",", -1));
    }

    /** The word for it in configuration and status: {@code prefer}, {@code require}, {@code off}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The policy a word stands for, in exactly the spelling of {@link #word()}; empty if none. */
    public static Optional<PostQuantum> ofWord(String word) {
        for (PostQuantum each : values()) {
            if (each.word().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}

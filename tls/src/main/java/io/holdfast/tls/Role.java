package io.holdfast.tls;

import java.util.Locale;
import java.util.Optional;

/** What the bearer of a certificate is to its cluster. */
public enum Role {
    /** A server of the cluster; its name is its node id. */
    NODE,
    /** A program or person that uses the cluster. */
    CLIENT,
    /** A client that may also change the cluster itself: members, snapshots, other people's sessions and locks. */
    OPERATOR;

    /** The word that stands for this role in an identity: {@code node}, {@code client}, {@code operator}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role a word stands for, in exactly the spelling of {@link #word()}. */
    static Optional<Role> ofWord(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}

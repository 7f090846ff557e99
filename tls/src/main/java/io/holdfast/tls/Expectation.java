package io.holdfast.tls;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whom one side of a connection is willing to speak to.
 *
 * @param cluster the only cluster accepted
 * @param roles the roles accepted
 * @param name the only name accepted, null for any
 */
record Expectation(
        String cluster, Set<Role> roles, @Nullable String name) {
    /** Anybody of the cluster. */
    static Expectation anyone(String cluster) {
        return new Expectation(cluster, EnumSet.allOf(Role.class), null);
    }

    /** Any node of the cluster. */
    static Expectation anyNode(String cluster) {
        return new Expectation(cluster, EnumSet.of(Role.NODE), null);
    }

    /** This node of the cluster and no other. */
    static Expectation node(String cluster, String id) {
        return new Expectation(cluster, EnumSet.of(Role.NODE), id);
    }

    boolean accepts(Principal offered) {
        return cluster.equals(offered.cluster())
                && roles.contains(offered.role())
                && (name == null || name.equals(offered.name()));
    }

    /** Why an identity that is not accepted is not. */
    String complaint(Principal offered) {
        if (!cluster.equals(offered.cluster())) {
            return "it belongs to another cluster";
        }
        return roles.contains(offered.role())
                ? "it is another " + offered.role().word()
                : "it has another role";
    }

    /** The expectation in the form of an identity, {@code spiffe://demo/node/n2} or {@code spiffe://demo/node/*}. */
    @Override
    public String toString() {
        String words = roles.stream().map(Role::word).collect(Collectors.joining("|"));
        return "spiffe://" + cluster + '/' + words + '/' + (name == null ? "*" : name);
    }
}

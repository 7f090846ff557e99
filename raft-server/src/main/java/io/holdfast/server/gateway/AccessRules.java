package io.holdfast.server.gateway;

import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.wire.PeerMethod;
import io.holdfast.wire.SessionMethod;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who may call which service of the client port. A service without a rule may be called by nobody.
 *
 * <p>Immutable; safe for any thread.
 */
final class AccessRules {
    private static final Set<Role> CLIENTS = EnumSet.of(Role.CLIENT, Role.OPERATOR);

    private final String cluster;
    private final Map<String, Set<Role>> rules = new TreeMap<>();

    /** The rules of a cluster's port: native stream, peer link, and the services of gateway modules. */
    AccessRules(String cluster, Set<String> moduleServices) {
        this.cluster = cluster;
        moduleServices.forEach(service -> rules.put(service, CLIENTS));
        rules.put(SessionMethod.SERVICE, CLIENTS);
        rules.put(PeerMethod.SERVICE, EnumSet.of(Role.NODE));
    }

    /** Why {@code principal} may not call {@code service}; empty if it may. */
    Optional<String> refusal(Principal principal, String service) {
        Set<Role> allowed = rules.get(service);
        if (allowed == null) {
            return Optional.of("nobody may call " + service + ": there is no rule for it");
        }
        if (principal.cluster().equals(cluster) && allowed.contains(principal.role())) {
            return Optional.empty();
        }
        String expected = allowed.stream()
                .map(role -> "spiffe://" + cluster + "/" + role.word() + "/…")
                .collect(Collectors.joining(" or "));
        return Optional.of("offered " + principal.uri() + ", but " + service + " expects " + expected);
    }
}

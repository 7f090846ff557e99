package io.holdfast.server.gateway;

import io.holdfast.server.config.ServerConfig.PrincipalBounds;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import java.util.HashMap;
import java.util.Map;

/**
 * One {@link Account} a principal that has a connection or anything open here. Safe for any thread; asked once a
 * connection, not once an operation.
 */
final class Accounts {
    private final PrincipalBounds bounds;
    private final Map<Principal, Account> accounts = new HashMap<>();

    Accounts(PrincipalBounds bounds) {
        this.bounds = bounds;
    }

    /** The account of a principal. */
    synchronized Account of(Principal principal) {
        // What an ended connection left open is answered by now, most likely; a quick return must not begin at nothing.
        accounts.values().removeIf(Account::isIdle);
        return accounts.computeIfAbsent(
                principal, any -> new Account(principal.toString(), principal.role() == Role.OPERATOR, bounds));
    }

    /** Operations that all of them have open. */
    synchronized long operations() {
        return accounts.values().stream().mapToLong(Account::operations).sum();
    }

    /** Bytes of commands that all of them have open. */
    synchronized long bytes() {
        return accounts.values().stream().mapToLong(Account::bytes).sum();
    }

    /** How many principals have one. */
    synchronized int size() {
        return accounts.size();
    }
}

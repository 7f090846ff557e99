package io.holdfast.server.ops;

import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.Maintenance.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code /readyz}: whether a client should be sent here now, and if not, which check says no and why. With
 * {@code ?verbose} every check is listed, {@code ?exclude=<check>} leaves one out, {@code /readyz/<check>} asks one.
 */
final class Readiness {
    private final Maintenance maintenance;

    Readiness(Maintenance maintenance) {
        this.maintenance = maintenance;
    }

    Reply all(Query query) {
        List<Check> checks = maintenance.checks();
        Set<String> unknown = new HashSet<>(query.values("exclude"));
        checks.forEach(check -> unknown.remove(check.name()));
        if (!unknown.isEmpty()) {
            return Reply.text(
                    Reply.NOT_FOUND, "no such check: " + String.join(", ", unknown) + "; there are " + names(checks));
        }
        List<Check> asked = checks.stream()
                .filter(check -> !query.values("exclude").contains(check.name()))
                .toList();
        boolean ready = asked.stream().allMatch(Check::ok);
        String verdict = ready ? "ready" : "not ready";
        String lines = asked.stream()
                .filter(check -> query.has("verbose") || !check.ok())
                .map(check -> "\n" + line(check))
                .collect(Collectors.joining());
        return Reply.text(ready ? Reply.OK : Reply.UNAVAILABLE, verdict + lines);
    }

    Reply one(String name) {
        List<Check> checks = maintenance.checks();
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .map(check -> Reply.text(check.ok() ? Reply.OK : Reply.UNAVAILABLE, line(check)))
                .orElseGet(
                        () -> Reply.text(Reply.NOT_FOUND, "no such check: " + name + "; there are " + names(checks)));
    }

    private static String line(Check check) {
        return (check.ok() ? "[+] " : "[-] ") + check.name() + ": " + check.cause()
                + (check.advice().isEmpty() ? "" : "\n    what to do: " + check.advice());
    }

    private static String names(List<Check> checks) {
        return checks.stream().map(Check::name).collect(Collectors.joining(", "));
    }
}

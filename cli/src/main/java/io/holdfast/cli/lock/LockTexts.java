package io.holdfast.cli.lock;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.Table;
import io.holdfast.client.LockDetails;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Locks as documents and as text. */
final class LockTexts {
    private LockTexts() {}

    static Document document(LockRecord lock) {
        return new Document()
                .put("name", lock.name())
                .put("kind", word(lock.kind()))
                .put("permits", lock.limit())
                .put("permitsFixed", lock.fixed())
                .put("permitsHeld", lock.taken())
                .put("holders", lock.holders())
                .put("waiters", lock.waiters())
                .put("lastToken", lock.lastToken())
                .put("delayMillis", lock.coolingMillis());
    }

    static String table(List<LockRecord> locks) {
        Table table = new Table("NAME", "KIND", "HOLDERS", "WAITERS", "PERMITS", "LAST TOKEN");
        locks.forEach(lock -> table.row(
                lock.name(),
                word(lock.kind()),
                lock.coolingMillis() > 0 ? "cooling down" : Integer.toString(lock.holders()),
                Integer.toString(lock.waiters()),
                lock.kind() == LockKind.SEMAPHORE ? lock.taken() + " of " + lock.limit() : "-",
                Long.toString(lock.lastToken())));
        return table.toString();
    }

    static Document document(LockDetails details) {
        return document(details.lock())
                .put("revision", details.revision())
                .put(
                        "holding",
                        details.holders().stream().map(LockTexts::document).toList())
                .put(
                        "waiting",
                        details.waiters().stream().map(LockTexts::document).toList());
    }

    private static Document document(HoldRecord hold) {
        Document document = new Document().put("token", hold.token());
        return whose(
                document,
                hold.session(),
                hold.client(),
                hold.principal(),
                hold.address(),
                hold.sinceMillis(),
                hold.claim());
    }

    private static Document document(WaitRecord wait) {
        Document document = new Document().put("ticket", wait.ticket());
        return whose(
                document,
                wait.session(),
                wait.client(),
                wait.principal(),
                wait.address(),
                wait.sinceMillis(),
                wait.claim());
    }

    private static Document whose(
            Document document,
            long session,
            String client,
            String principal,
            String address,
            long sinceMillis,
            LockClaim claim) {
        return document.put("session", Long.toHexString(session))
                .put("client", client)
                .put("principal", principal)
                .put("address", address)
                .put("since", since(sinceMillis))
                .put("mode", word(claim.mode()))
                .put("permits", claim.permits())
                .put("owner", claim.owner())
                .put("label", claim.label())
                .put("maxHoldMillis", claim.maxHoldMillis())
                .put("delayMillis", claim.delayMillis());
    }

    static String text(LockDetails details) {
        Table table = new Table("", "TOKEN", "MODE", "SESSION", "CLIENT", "PRINCIPAL", "ADDRESS", "SINCE", "LABEL");
        details.holders()
                .forEach(hold -> table.row(
                        "holds",
                        Long.toString(hold.token()),
                        mode(hold.claim()),
                        Long.toHexString(hold.session()),
                        hold.client(),
                        hold.principal(),
                        hold.address(),
                        since(hold.sinceMillis()),
                        hold.claim().label()));
        int place = 1;
        for (WaitRecord wait : details.waiters()) {
            table.row(
                    "waits, " + place++,
                    "-",
                    mode(wait.claim()),
                    Long.toHexString(wait.session()),
                    wait.client(),
                    wait.principal(),
                    wait.address(),
                    since(wait.sinceMillis()),
                    wait.claim().label());
        }
        return heading(details.lock(), details.waiters().size()) + "\n" + table;
    }

    private static String heading(LockRecord lock, int shown) {
        StringBuilder heading = new StringBuilder(word(lock.kind()))
                .append(" '")
                .append(lock.name())
                .append("'");
        if (lock.kind() == LockKind.SEMAPHORE) {
            heading.append(", ")
                    .append(lock.taken())
                    .append(" of ")
                    .append(lock.limit())
                    .append(" permits held");
        }
        if (lock.coolingMillis() > 0) {
            heading.append(", free for ")
                    .append(lock.coolingMillis())
                    .append(" ms after a holder that was heard of no more");
        }
        if (lock.waiters() > shown) {
            heading.append(", ")
                    .append(lock.waiters())
                    .append(" wait, the first ")
                    .append(shown)
                    .append(" are shown");
        }
        return heading.toString();
    }

    private static String mode(LockClaim claim) {
        return claim.mode() == LockMode.PERMITS ? claim.permits() + " permits" : word(claim.mode());
    }

    private static String since(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

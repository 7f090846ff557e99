package io.holdfast.statemachine.transcript;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.statemachine.LockChange;
import java.util.stream.Collectors;

/** How a transcript shows locks. */
final class LockPrinter implements LockOutcome.Handler<String> {
    static final LockPrinter INSTANCE = new LockPrinter();

    private LockPrinter() {}

    @Override
    public String granted(LockOutcome.Granted outcome) {
        String limit = outcome.limit() == 0 ? "" : " of " + outcome.limit() + " permits";
        return "granted token " + outcome.token() + limit + ", revision " + outcome.revision();
    }

    @Override
    public String queued(LockOutcome.Queued outcome) {
        return "queued at " + outcome.position() + ", revision " + outcome.revision();
    }

    @Override
    public String released(LockOutcome.Released outcome) {
        return (outcome.token() == 0 ? "waits no more" : "released token " + outcome.token()) + ", revision "
                + outcome.revision();
    }

    @Override
    public String withdrawn(LockOutcome.Withdrawn outcome) {
        return "withdrawn at " + outcome.position() + ", " + outcome.holder() + ", revision " + outcome.revision();
    }

    @Override
    public String freed(LockOutcome.Freed outcome) {
        return "freed " + outcome.holds() + ", revision " + outcome.revision();
    }

    @Override
    public String permitsSet(LockOutcome.PermitsSet outcome) {
        return "set to " + outcome.permits() + " permits, revision " + outcome.revision();
    }

    @Override
    public String held(LockOutcome.Held outcome) {
        return "held, revision " + outcome.revision() + print(outcome.hold());
    }

    @Override
    public String shown(LockOutcome.Shown outcome) {
        return "revision " + outcome.revision() + print(outcome.lock())
                + outcome.holders().stream().map(LockPrinter::print).collect(Collectors.joining())
                + outcome.waiters().stream().map(LockPrinter::print).collect(Collectors.joining());
    }

    @Override
    public String listed(LockOutcome.Listed outcome) {
        return "revision " + outcome.revision() + (outcome.more() ? ", more" : "")
                + outcome.locks().stream().map(LockPrinter::print).collect(Collectors.joining());
    }

    @Override
    public String published(LockOutcome.Published outcome) {
        return "published, revision " + outcome.revision();
    }

    @Override
    public String changes(LockOutcome.Changes outcome) {
        HoldRecord leader = outcome.leader();
        return "revision " + outcome.revision() + ", head " + outcome.head() + (outcome.missed() ? ", missed" : "")
                + (outcome.more() ? ", more" : "")
                + (leader == null ? "\n  nobody leads" : print(leader))
                + outcome.changes().stream().map(LockPrinter::print).collect(Collectors.joining());
    }

    private static String print(ElectionChange change) {
        return "\n  " + change.number() + ". " + change.step() + ": token " + change.token() + ", session "
                + Long.toHexString(change.session()) + (change.candidate().isEmpty() ? "" : " " + change.candidate())
                + " of " + change.client() + ", value " + Printer.quoted(change.value()) + ", at " + change.atMillis()
                + (change.step() == ElectionStep.ENDED ? ", " + change.end() + ": " + change.message() : "");
    }

    private static String print(LockRecord lock) {
        String permits = lock.limit() == 0
                ? ""
                : ", " + lock.taken() + " of " + lock.limit() + " permits" + (lock.fixed() ? " (fixed)" : "");
        String cooling = lock.coolingMillis() == 0 ? "" : ", kept free for " + lock.coolingMillis() + " ms";
        return "\n  " + lock.name() + ": " + lock.kind() + permits + ", " + lock.holders() + " holders, "
                + lock.waiters() + " waiters, last token " + lock.lastToken() + cooling;
    }

    private static String print(HoldRecord hold) {
        return "\n  token " + hold.token() + ": session " + Long.toHexString(hold.session()) + " acquisition "
                + hold.acquisition() + ", " + print(hold.claim()) + ", since " + hold.sinceMillis() + ", "
                + hold.client() + " (" + hold.principal() + " at " + hold.address() + ")";
    }

    private static String print(WaitRecord wait) {
        return "\n  ticket " + wait.ticket() + ": session " + Long.toHexString(wait.session()) + " acquisition "
                + wait.acquisition() + ", " + print(wait.claim()) + ", since " + wait.sinceMillis() + ", "
                + wait.client() + " (" + wait.principal() + " at " + wait.address() + ")";
    }

    private static String print(LockClaim claim) {
        return claim.mode()
                + (claim.mode() == LockMode.PERMITS ? " " + claim.permits() : "")
                + (claim.priority() == 0 ? "" : " priority " + claim.priority())
                + (claim.mode() == LockMode.LEADER ? " value " + Printer.quoted(claim.value()) : "")
                + (claim.maxHoldMillis() == 0 ? "" : " max-hold " + claim.maxHoldMillis() + " ms")
                + (claim.delayMillis() == 0 ? "" : " delay " + claim.delayMillis() + " ms")
                + (claim.owner().isEmpty() ? "" : " owner " + claim.owner())
                + (claim.label().isEmpty() ? "" : " label " + claim.label());
    }

    static String print(LockChange change) {
        String start = "* lock " + change.name() + " token " + change.token();
        if (change instanceof LockChange.Granted granted) {
            return start + " granted to session " + Long.toHexString(granted.session()) + " acquisition "
                    + granted.acquisition()
                    + (granted.maxHoldMillis() == 0 ? "" : " for at most " + granted.maxHoldMillis() + " ms");
        }
        if (change instanceof LockChange.Ended ended) {
            return start + " ended for session " + Long.toHexString(ended.session()) + " acquisition "
                    + ended.acquisition() + ", " + ended.end() + ": " + ended.message();
        }
        return change instanceof LockChange.Cooling cooling
                ? start + " kept free for " + cooling.delayMillis() + " ms"
                : start + " kept free no more";
    }
}

package io.holdfast.statemachine.kv;

import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Carries out a decided and checked transaction, operation by operation. One run, one object. */
final class TransactionRun implements Operation.Handler<Outcome> {
    private final Writer writer;
    private Iterator<Decision> nested = Collections.emptyIterator();

    TransactionRun(Writer writer) {
        this.writer = writer;
    }

    Outcome.Transaction run(Decision decision) {
        Iterator<Decision> outer = nested;
        nested = decision.nested().iterator();
        List<Outcome> responses = new ArrayList<>(decision.branch().size());
        for (Operation operation : decision.branch()) {
            responses.add(operation.accept(this));
        }
        nested = outer;
        return new Outcome.Transaction(writer.view().revision(), decision.succeeded(), responses);
    }

    @Override
    public Outcome put(Put operation) {
        return writer.put(operation);
    }

    @Override
    public Outcome deleteRange(DeleteRange operation) {
        return writer.deleteRange(operation);
    }

    @Override
    public Outcome range(Operation.Range operation) {
        return RangeReader.read(writer.view(), operation.query());
    }

    @Override
    public Outcome transaction(Transaction operation) {
        return run(nested.next());
    }
}

package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import java.util.List;

/**
 * Writes commands and the operations of transactions. Put, delete and transaction have the same field number as a
 * command and as an operation, so one method writes both.
 */
final class CommandWriter
        implements Command.Domains<ProtoWriter>,
                KeyValueCommand.Handler<ProtoWriter>,
                MemberCommand.Handler<ProtoWriter>,
                Operation.Handler<ProtoWriter> {
    private final ProtoWriter writer;
    private int depth;

    CommandWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter keyValue(KeyValueCommand command) {
        return command.accept((KeyValueCommand.Handler<ProtoWriter>) this);
    }

    @Override
    public ProtoWriter lease(LeaseCommand command) {
        return command.accept(new LeaseCommandWriter(writer));
    }

    @Override
    public ProtoWriter session(SessionCommand command) {
        return command.accept(new SessionCommandWriter(writer));
    }

    @Override
    public ProtoWriter member(MemberCommand command) {
        return command.accept((MemberCommand.Handler<ProtoWriter>) this);
    }

    @Override
    public ProtoWriter put(Put put) {
        int mark = writer.size();
        writer.bool(6, put.ignoreLease());
        writer.bool(5, put.ignoreValue());
        writer.bool(4, put.previous());
        writer.number(3, put.lease());
        writer.bytes(2, put.value());
        writer.bytes(1, put.key());
        writer.message(1, mark);
        return writer;
    }

    @Override
    public ProtoWriter deleteRange(DeleteRange delete) {
        int mark = writer.size();
        writer.bool(2, delete.previous());
        RangeCodec.write(writer, 1, delete.range());
        writer.message(2, mark);
        return writer;
    }

    @Override
    public ProtoWriter transaction(Transaction transaction) {
        if (++depth > Limits.MAX_TRANSACTION_DEPTH) {
            throw new IllegalArgumentException(
                    "transactions nest deeper than " + Limits.MAX_TRANSACTION_DEPTH + " levels");
        }
        int mark = writer.size();
        operations(3, transaction.failure());
        operations(2, transaction.success());
        CompareCodec.writeAll(writer, 1, transaction.compares());
        writer.message(3, mark);
        depth--;
        return writer;
    }

    @Override
    public ProtoWriter compact(Compact compact) {
        int mark = writer.size();
        writer.number(1, compact.revision());
        writer.message(4, mark);
        return writer;
    }

    @Override
    public ProtoWriter register(MemberCommand.Register register) {
        int mark = writer.size();
        writer.text(2, "storage", register.storage(), Limits.MAX_NAME_BYTES);
        writer.text(1, "node", register.node(), Limits.MAX_NAME_BYTES);
        writer.message(16, mark);
        return writer;
    }

    @Override
    public ProtoWriter range(Operation.Range range) {
        RangeCodec.write(writer, 4, range.query());
        return writer;
    }

    private void operations(int field, List<Operation> operations) {
        for (int i = operations.size() - 1; i >= 0; i--) {
            int mark = writer.size();
            operations.get(i).accept((Operation.Handler<ProtoWriter>) this);
            writer.message(field, mark);
        }
    }

    @Override
    public ProtoWriter config(ConfigCommand command) {
        return command.accept(new ConfigCommandWriter(writer));
    }

    @Override
    public ProtoWriter lock(LockCommand command) {
        return command.accept(new LockCommandWriter(writer));
    }
}

package io.holdfast.wire;

import io.holdfast.model.snapshot.ConfigRow;

/** Writes the kinds of rows of configuration. */
final class ConfigRowEncoder implements ConfigRow.Handler<RuntimeException> {
    private final ProtoWriter writer;

    ConfigRowEncoder(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public void set(ConfigRow.Set row) {
        int mark = writer.size();
        DocumentCodec.writeChecksum(writer, 7, row.schemaChecksum());
        writer.bytes(6, row.schema());
        writer.number(5, row.keep());
        ConfigRecordCodec.write(writer, 4, row.rollout());
        writer.number(3, row.current());
        writer.number(2, row.latest());
        DocumentCodec.writeSet(writer, 1, row.set());
        writer.message(ConfigRowDecoder.FIRST, mark);
    }

    @Override
    public void release(ConfigRow.Release row) {
        ConfigRecordCodec.write(writer, 21, row.release());
    }

    @Override
    public void client(ConfigRow.Client row) {
        ConfigRecordCodec.write(writer, 22, row.client());
    }
}

package io.holdfast.model.command;

/**
 * Drops every version that no read at {@code revision} or later can see.
 *
 * @param revision the new floor: still readable itself
 */
public record Compact(long revision) implements KeyValueCommand {
    @Override
    public <R> R accept(KeyValueCommand.Handler<R> handler) {
        return handler.compact(this);
    }
}

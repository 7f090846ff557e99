package io.holdfast.checker;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key with a value or none: put, get, compare-and-set, delete.
 *
 * @param <V> the values: immutable, with value equality
 */
public final class RegisterModel<V> implements Model<Optional<V>, RegisterModel.Call<V>, RegisterModel.Reply<V>> {
    /** A register that is absent at first. */
    public RegisterModel() {}

    @Override
    public Optional<V> initial() {
        return Optional.empty();
    }

    @Override
    public Optional<Optional<V>> step(Optional<V> state, Call<V> call, @Nullable Reply<V> reply) {
        Step<V> step = call.on(state);
        return reply == null || reply.equals(step.reply()) ? Optional.of(step.after()) : Optional.empty();
    }

    @Override
    public boolean onlyReads(Call<V> call, Reply<V> reply) {
        return call instanceof Get || (reply instanceof Done<V> done && !done.changed());
    }

    /** What can be asked of a register. */
    public sealed interface Call<V> {
        /** What it does to a register and what that answers. */
        Step<V> on(Optional<V> state);
    }

    /**
     * Read the value; answered with {@link Found}.
     */
    public record Get<V>() implements Call<V> {
        @Override
        public Step<V> on(Optional<V> state) {
            return new Step<>(state, new Found<>(state));
        }

        @Override
        public String toString() {
            return "get";
        }
    }

    /**
     * Store a value; answered with {@link Done}.
     *
     * @param value the value
     */
    public record Put<V>(V value) implements Call<V> {
        @Override
        public Step<V> on(Optional<V> state) {
            return new Step<>(Optional.of(value), new Done<>(true));
        }

        @Override
        public String toString() {
            return "put(" + value + ")";
        }
    }

    /**
     * Store a value if the key is as expected; answered with {@link Done}.
     *
     * @param expected the value there must be, or empty if the key must be absent
     * @param value the value to store
     */
    public record CompareAndSet<V>(Optional<V> expected, V value) implements Call<V> {
        @Override
        public Step<V> on(Optional<V> state) {
            return state.equals(expected)
                    ? new Step<>(Optional.of(value), new Done<>(true))
                    : new Step<>(state, new Done<>(false));
        }

        @Override
        public String toString() {
            return "compareAndSet(" + expected.map(Objects::toString).orElse("absent") + ", " + value + ")";
        }
    }

    /** Remove the key; answered with {@link Done}: whether there was one. */
    public record Delete<V>() implements Call<V> {
        @Override
        public Step<V> on(Optional<V> state) {
            return new Step<>(Optional.empty(), new Done<>(state.isPresent()));
        }

        @Override
        public String toString() {
            return "delete";
        }
    }

    /** What a register can answer. */
    public sealed interface Reply<V> {}

    /**
     * The value read.
     *
     * @param value the value, empty if the key was absent
     */
    public record Found<V>(Optional<V> value) implements Reply<V> {
        @Override
        public String toString() {
            return value.map(Objects::toString).orElse("absent");
        }
    }

    /**
     * The key was asked to change.
     *
     * @param changed whether it did; always true for a put
     */
    public record Done<V>(boolean changed) implements Reply<V> {
        @Override
        public String toString() {
            return changed ? "done" : "not done";
        }
    }

    /**
     * What a call does.
     *
     * @param after the state afterwards
     * @param reply the answer
     */
    public record Step<V>(Optional<V> after, Reply<V> reply) {}
}

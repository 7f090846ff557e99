package io.holdfast.checker;

import java.util.List;
import java.util.Locale;

/** Says in words why a history cannot be explained. */
final class Witness {
    private static final double NANOS_A_MILLI = 1e6;

    private Witness() {}

    static <S, I, O> String tell(String key, Search<S, I, O> search) {
        List<Operation<I, O>> operations = search.operations();
        Search.DeadEnd<S, I, O> end = search.furthest();
        long start =
                operations.stream().mapToLong(Operation::invokedNanos).min().orElse(0);
        int placed = end.placed();
        StringBuilder text = new StringBuilder();
        text.append("key '").append(key).append("': no order of its ").append(operations.size());
        text.append(" operations explains every answer.\n  The longest order found places ")
                .append(placed);
        text.append(placed == 0 ? " of them.\n" : " of them, at last:\n");
        tell(text, end.last(), start);
        text.append("  Then the state is ").append(end.state()).append(", and one of these would have to come next:\n");
        tell(text, end.stuck(), start);
        return text.toString();
    }

    private static void tell(StringBuilder text, List<? extends Operation<?, ?>> operations, long start) {
        for (Operation<?, ?> operation : operations) {
            text.append(String.format(
                    Locale.ROOT,
                    "    client %d  [%.3f ms, %s]  %s → %s%n",
                    operation.client(),
                    (operation.invokedNanos() - start) / NANOS_A_MILLI,
                    operation.isUnknown()
                            ? "never"
                            : String.format(
                                    Locale.ROOT, "%.3f ms", (operation.returnedNanos() - start) / NANOS_A_MILLI),
                    operation.input(),
                    operation.isUnknown() ? "unknown" : operation.output()));
        }
    }
}

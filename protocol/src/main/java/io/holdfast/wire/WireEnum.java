package io.holdfast.wire;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * The numbers of an enum on the wire. They are given by a function, most often a switch over all constants, so that a
 * constant without a number does not compile.
 */
final class WireEnum<E extends Enum<E>> {
    private final EnumMap<E, Integer> numbers;
    private final Map<Integer, E> constants;

    private WireEnum(EnumMap<E, Integer> numbers, Map<Integer, E> constants) {
        this.numbers = numbers;
        this.constants = constants;
    }

    static <E extends Enum<E>> WireEnum<E> of(Class<E> type, ToIntFunction<E> number) {
        EnumMap<E, Integer> numbers = new EnumMap<>(type);
        Map<Integer, E> constants = new HashMap<>();
        for (E constant : type.getEnumConstants()) {
            numbers.put(constant, number.applyAsInt(constant));
            if (constants.put(number.applyAsInt(constant), constant) != null) {
                throw new IllegalArgumentException("the number of " + constant + " is taken");
            }
        }
        return new WireEnum<>(numbers, constants);
    }

    /** The number of {@code constant}. */
    int number(E constant) {
        return Objects.requireNonNull(numbers.get(constant));
    }

    /** Reads a constant; an unknown number is refused. */
    E read(ProtoReader reader, String name) throws MalformedException {
        int number = reader.int32(name);
        E constant = constants.get(number);
        if (constant == null) {
            throw MalformedException.unsupported(
                    reader.place(name) + " is " + number + ", which this version does not know");
        }
        return constant;
    }
}

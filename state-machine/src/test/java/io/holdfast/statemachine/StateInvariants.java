package io.holdfast.statemachine;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a fresh {@link CoordinationState} and checks its {@link StateRules} after each of them. */
public final class StateInvariants implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(StateInvariants.class);

    private record Tracked(List<CoordinationState> states) {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == CoordinationState.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        CoordinationState state = new CoordinationState();
        tracked(context).states().add(state);
        return state;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        tracked(context).states().forEach(state -> StateRules.check(state.capture()));
    }

    private static Tracked tracked(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent("states", key -> new Tracked(new ArrayList<>()), Tracked.class);
    }
}

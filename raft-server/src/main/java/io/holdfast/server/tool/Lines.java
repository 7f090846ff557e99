package io.holdfast.server.tool;

/** Results as lines {@code name=value}, in the order in which they were added; names are stable. Confined to one thread. */
final class Lines {
    private final StringBuilder text = new StringBuilder();

    Lines add(String name, Object value) {
        text.append(name).append('=').append(value).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

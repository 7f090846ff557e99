package io.holdfast.statemachine.tree;

/**
 * The right to change nodes in place: a node made under the current edit is visible to its writer only; any other node
 * may be shared with readers and is copied first. Compared by identity.
 */
final class Edit {}

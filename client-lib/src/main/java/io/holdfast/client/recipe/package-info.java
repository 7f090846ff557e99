/** Counters, latches, barriers, groups and services, made of keys, transactions, sessions and watches. */
@NullMarked
package io.holdfast.client.recipe;

import org.jspecify.annotations.NullMarked;

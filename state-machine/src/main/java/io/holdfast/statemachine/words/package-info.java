/** What messages of every domain are worded with. */
@NullMarked
package io.holdfast.statemachine.words;

import org.jspecify.annotations.NullMarked;

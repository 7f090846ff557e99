/** What long runs measured, for people. */
@NullMarked
package io.holdfast.it.report;

import org.jspecify.annotations.NullMarked;

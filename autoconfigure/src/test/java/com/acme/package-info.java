/**
 * The application that {@code README.md} and {@code docs/} quote. The documentation
 * repeats what is between {@code tag::name[]} and {@code end::name[]}, and
 * {@code DocumentationTests} fails when the two differ.
 */
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;

/**
 * An application that the test support is tried on, and the snippets of its page.
 */
package com.acme;

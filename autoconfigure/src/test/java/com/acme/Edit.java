package com.acme;

/**
 * A change that can be undone.
 */
record Edit(String text) {

}

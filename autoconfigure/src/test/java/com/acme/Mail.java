package com.acme;

/**
 * A mail to send.
 */
record Mail(String to, String text) {

}

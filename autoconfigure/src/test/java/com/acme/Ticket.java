package com.acme;

/**
 * A customer's question.
 */
record Ticket(String number, String question) {

}

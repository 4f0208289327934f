/// The program: command line, wiring, life cycle.
package dev.weft.service;

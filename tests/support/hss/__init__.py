"""A home subscriber server for tests: Diameter (RFC 6733), and of Cx (3GPP TS 29.228, 29.229) what an S-CSCF and an
I-CSCF ask."""

const config = {
  terminalId: '00123456',
  managementSystemId: 'GrundmasterNL',
  accessProtocol: 'OPI_NL', // both generations
};
